"""Pages of the app `accounts`."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from .views import people, sign_in

app_name = "accounts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.SignIn.as_view(), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("password/", sign_in.ChangePassword.as_view(), name="password_change"),
    path("set-password/<uidb64>/<token>/", sign_in.SetPassword.as_view(), name="set_password"),
    path("people/", people.people_list, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/correct/", people.correct, name="person_correct"),
    path("people/<int:pk>/memberships/add/", people.membership_add, name="membership_add"),
    path("memberships/<int:pk>/end/", people.membership_end, name="membership_end"),
    path("people/<int:pk>/link/", people.renew_link, name="renew_link"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="reactivate"),
]
