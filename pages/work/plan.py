"""A salesperson's day, named by ?day= in the address: what is due and why, closed from a phone; and the week."""

from components.day.page import day_page
from components.sign_in import signed_in

me = signed_in("plan")

day_page(me)
