"""A phone in somebody's hand: what is tapped, what is waited for, and no page is ever wider than the screen."""

from dataclasses import dataclass

from driver import wait_app

SIZE = {"width": 390, "height": 844}
MAIN = "[data-testid=stMain]"
FORM = "[data-testid=stForm]"
SUBMIT = "[data-testid=stFormSubmitButton] button"
ROW = 35
# Tables are pictures; their cells are told to who cannot see them, and there the row is found.
CELL = """text => [...document.querySelectorAll('[data-testid^=glide-cell-]')]
    .find(cell => cell.textContent.includes(text) && cell.closest('[data-testid=stDataFrame]'))"""


@dataclass
class Phone:
    """A page on a screen of 390 pixels, and the address of the app."""

    page: object
    url: str

    def open(self, address, shows):
        """Go to an address, and wait until the page that is meant stands there."""
        self.page.goto(self.url + address)
        self.shows(shows)

    def shows(self, text, place=MAIN):
        """Wait for a text that stays on the page; then all of it is drawn, and none of it beside the screen."""
        self.page.locator(place).get_by_text(text).first.wait_for()
        self.fits()

    def fits(self):
        wait_app(self.page)
        wide = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        within, screen = self.page.evaluate(wide)
        assert within <= screen == SIZE["width"], (self.page.url, within)
        assert self.page.evaluate(f"document.querySelector('{MAIN}').scrollWidth") <= screen, self.page.url

    def tap(self, name, place=MAIN, *, shows=None):
        """Tap the first button of that name, and wait for what it brings."""
        self.page.locator(place).locator("button:visible").filter(has_text=name).first.click()
        if shows:
            self.shows(shows)

    def submit(self, name):
        """Tap the button of a form."""
        self.page.locator(SUBMIT).filter(has_text=name).first.click()

    def write(self, label, text, place=MAIN):
        """Type into a field, once the page rests."""
        field = self.page.locator(place).get_by_label(label, exact=True).last
        field.wait_for()
        wait_app(self.page)
        field.fill(text)

    def choose(self, label, option):
        """Open a list of a form and take one of it."""
        box = self.page.locator(f"{FORM} [data-testid=stSelectbox]").filter(has_text=label).first
        box.locator("input").click()
        listed = self.page.locator("[data-testid=stSelectboxVirtualDropdown] li, [role=option]")
        listed.filter(has_text=option).first.click()
        wait_app(self.page)

    def pick(self, text):
        """Tap the row of a table in which a text stands."""
        cell = self.page.wait_for_function(CELL, arg=text).as_element()
        row = int(cell.get_attribute("data-testid").rsplit("-", 1)[1])
        table = self.page.locator("[data-testid=stDataFrame]").filter(has=self.page.locator("td", has_text=text)).first
        table.scroll_into_view_if_needed()
        wait_app(self.page)
        box = table.bounding_box()
        self.page.mouse.click(box["x"] + 60, box["y"] + ROW * (row + 1) + ROW / 2)

    def lists(self, text):
        """Wait for a text in a table."""
        self.page.wait_for_function(CELL, arg=text)
        self.fits()
