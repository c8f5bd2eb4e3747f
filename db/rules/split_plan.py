"""A first plan for a split: successors ask a price while they have too much, and bundles lean to where they fit.

The plan is soft, a bundle may lean to several. It is made whole one bundle after the other, each going to who is the
farthest behind what the plan has given them so far, so that the balance of the plan stays.
"""

from __future__ import annotations

import numpy as np

from db.rules.split_levels import Numbers, Scale

PRICINGS, SHARPNESS = 250, 0.15
"""How often prices are made, and how little must be lost, of the worst fit, to lean elsewhere as well."""
LEANS_ENOUGH = 0.2


def planned(sizes: Numbers, counts: Numbers, fit: Numbers, scale: Scale) -> list[int]:
    """Who takes which bundle by the plan."""
    leaning = _leanings(sizes, counts, fit, scale)
    weights = np.maximum(sizes, 1.0)
    due, given = np.zeros(fit.shape[1]), np.zeros(fit.shape[1])
    taken = []
    for size, row in zip(weights, leaning, strict=True):
        due += row * size
        behind = np.where(row >= LEANS_ENOUGH * row.max(), due - given, -np.inf)
        taken.append(int(np.argmax(behind)))
        given[taken[-1]] += size
    return taken


def _leanings(sizes: Numbers, counts: Numbers, fit: Numbers, scale: Scale) -> Numbers:
    """How much each bundle leans to each successor; rows add up to 1, and premium is balanced as a whole."""
    price, toll = np.zeros(fit.shape[1]), np.zeros(fit.shape[1])
    heavy = (sizes / max(1.0, float(sizes.mean())))[:, None]
    many = counts[:, None]
    spread = SHARPNESS * (float(fit.max()) or 1.0)
    leaning = np.full(fit.shape, 1 / fit.shape[1])
    for turn in range(PRICINGS):
        cost = (fit + price * heavy + toll * many) / spread
        leaning = np.exp(cost.min(axis=1, keepdims=True) - cost)
        leaning /= leaning.sum(axis=1, keepdims=True)
        step = 2 * spread / (1 + turn / 40)
        price += step * ((sizes @ leaning) - scale.fair_premium) / scale.share
        off = ((counts @ leaning) - scale.fair_customers) / scale.each
        toll += 0.1 * (2 * scale.load * off - toll)
    return leaning
