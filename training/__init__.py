"""From labelled texts to a checkpoint, a model card and a table; imported by nobody.

`python -m training fit` and `python -m training evaluate`. `sets` names the data and what may be
learned from it, `reading` loads it, `mixing` turns it into heads, `fitting` learns, `scoring`
measures, `card` writes it down. Texts never leave the machine that holds them.
"""
