"""The business of Baoke: everything that is true without a screen."""
