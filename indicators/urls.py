"""Pages of the app `indicators`."""

from django.urls import URLPattern, URLResolver, path

from .views import measures, plans, targets, tasks, territory

app_name = "indicators"

urlpatterns: list[URLPattern | URLResolver] = [
    path("plans/", plans.plan_list, name="plans"),
    path("plans/<slug:code>/", plans.plan_detail, name="plan"),
    path("plans/<slug:code>/targets.<str:format>", plans.target_export, name="targets_export"),
    path("plans/<slug:code>/targets/<int:pk>/", targets.target_detail, name="target"),
    path("plans/<slug:code>/targets/<int:pk>/change/", targets.target_change, name="target_change"),
    path("plans/<slug:code>/tasks/<int:number>/add/", tasks.action_add, name="action_add"),
    path("plans/<slug:code>/actions/<int:pk>/", tasks.action_detail, name="action"),
    path("plans/<slug:code>/territory/", territory.territory, name="territory"),
    path("plans/<slug:code>/territory/<int:pk>/withdraw/", territory.ruling_withdraw, name="ruling_withdraw"),
    path("measures/<slug:code>/", measures.measure_detail, name="measure"),
]
