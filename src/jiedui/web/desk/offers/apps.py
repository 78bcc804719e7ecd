"""The app of the pages of offers and of the development list."""

from django.apps import AppConfig


class OffersDeskConfig(AppConfig):
    name = "jiedui.web.desk.offers"
    label = "offers_desk"
