"""The linear lane: hashed n-grams, whole-number weights, four calibrated heads, no torch.

`features` hashes, `checkpoint` keeps the weights, `linear` judges, `reasons` says why.
"""
