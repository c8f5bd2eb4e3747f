"""Possible duplicates: customers within scope that may be one recorded twice."""

from components.duplicates_page import duplicates_page
from components.sign_in import signed_in

me = signed_in("duplicates")

duplicates_page(me)
