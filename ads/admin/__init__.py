"""Admin of ads: advertisers, campaigns, and a campaign's report."""

from ads.admin.campaigns import AdvertiserAdmin, CampaignAdmin

__all__ = ["AdvertiserAdmin", "CampaignAdmin"]
