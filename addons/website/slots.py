"""The blocks that editors find without any further addon."""

from __future__ import annotations

from .blocks import CallBlock, FactsBlock, QuestionsBlock, StepsBlock, TextBlock
from .market_blocks import CategoriesBlock, MarketHeroBlock
from .points import BLOCKS

for name, block in {
    "hero": MarketHeroBlock,
    "services": CategoriesBlock,
    "steps": StepsBlock,
    "facts": FactsBlock,
    "questions": QuestionsBlock,
    "text": TextBlock,
    "call": CallBlock,
}.items():
    BLOCKS.register(name, block)
