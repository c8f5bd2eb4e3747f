"""One person's day, named by ?id= and ?day= in the address; one's own where it names nobody."""

from components.attempt import say_done
from components.person_day import day_asked, person_day_card
from components.record_link import asked_id, back_link
from components.sign_in import signed_in
from components.words import t

me = signed_in("day")

say_done()
back_link(me, "activities", t("team.back"))
person_day_card(me, asked_id() or me.person_id, day_asked())
