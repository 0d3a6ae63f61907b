"""A stream of whatever blocks the enabled addons offer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import cached_property
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from .points import BLOCKS


class OpenStreamField(StreamField):
    """Its blocks come from the registry, read once all addons are loaded; migrations know none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([], **kwargs)

    @cached_property
    def stream_block(self) -> StreamBlock:
        block = StreamBlock([(name, block()) for name, block in BLOCKS.items()])
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> Any:
        # Not StreamField's, which writes every block into the migration.
        name, path, _args, kwargs = models.Field.deconstruct(self)
        return name, path, [], kwargs
