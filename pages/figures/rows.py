"""The entries behind a figure: what adds up to a bar, a card, a cell; told by the address alone."""

from components.rows import show_rows
from components.sign_in import signed_in

me = signed_in("rows")

show_rows(me)
