"""Tells Django which admin site is the portal's. Apart from the site, since it is read before any model."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Named in INSTALLED_APPS instead of django.contrib.admin."""

    default_site = "lifelong_learning.admin_site.PortalAdminSite"
    default = False
