"""The catalogue in the console: Wagtail's own pages, for what is no record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from addons.base.points import in_console
from addons.base.surfaces.console import Menu

from .models import ServiceCategory, ServiceItem
from .policy_fields import PolicyFields

POLICY = [field.name for field in PolicyFields._meta.get_fields()]


@in_console
class CategoryViewSet(ModelViewSet):
    model = ServiceCategory
    menu = Menu(
        group="catalogue",
        order=10,
        icon="bi-tag",
        permission="catalog.view_servicecategory",
        label=_("Categories"),
    )
    icon = "bi-tag"
    url_prefix = "catalog/categories"
    list_display = ("name", "parent", "kind", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "slug")
    ordering = "path"
    copy_view_enabled = False
    add_to_reference_index = False
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("slug"),
                FieldPanel("parent"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("is_active")]),
                FieldPanel("icon"),
                FieldPanel("description"),
            ],
            heading=_("Category"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in POLICY],
            heading=_("How its work goes (empty: as in the category above)"),
        ),
    ]


@in_console
class ItemViewSet(ModelViewSet):
    model = ServiceItem
    menu = Menu(
        group="catalogue",
        order=20,
        icon="list-ul",
        permission="catalog.view_serviceitem",
        label=_("Service items"),
    )
    icon = "list-ul"
    url_prefix = "catalog/items"
    list_display = ("name", "category", "price", "duration_minutes")
    list_filter = ("category",)
    search_fields = ("name", "slug")
    ordering = "name"
    copy_view_enabled = False
    add_to_reference_index = False
    panels = [
        FieldPanel("category"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("price"), FieldPanel("duration_minutes")]),
    ]
