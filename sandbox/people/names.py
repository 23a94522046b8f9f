"""Names for the cast. One of them is full of markup, as such names are in life."""

import random

FIRST = (
    *("Анна", "Мария", "Ольга", "Екатерина", "Наталья", "Светлана", "Ирина", "Дарья", "Полина"),
    *("Ксения", "Алина", "Вера", "Тамара", "Гульнара", "Александр", "Сергей", "Дмитрий", "Илья"),
    *("Максим", "Павел", "Артём", "Игорь", "Руслан", "Олег", "Никита", "Тимур", "Гена", "Kate"),
    *("Mike", "Ayan", "Лёша", "Марина К.", "Юля", "Степаныч", "Вася", "Женя", "Саша", "Rita"),
)
LAST = ("", "", "", "Соколова", "Петров", "К.", "Иванова", "Ким", "Лебедев", "Мельник", "Ж.")
SPAMMERS = (
    *("Кристина", "Алина 💋", "Виктория HR", "Менеджер Ольга", "Артур Инвест", "Lucky", "Катюша"),
    *("Crypto Max", "Работа Онлайн", "Милана", "Эльвира", "Денис | Доход"),
)
MARKUP_NAME = '<b>&"_*[Лёха](tg://user?id=1)`</i>'
"""Breaks whatever does not escape."""


def full_name(dice: random.Random) -> dict[str, object]:
    """Fields of User for somebody ordinary."""
    last = dice.choice(LAST)
    names: dict[str, object] = {"name": dice.choice(FIRST)}
    return {**names, "last_name": last} if last else names
