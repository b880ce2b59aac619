"""Models of ads: advertisers, campaigns, and what was counted of them."""

from ads.models.campaigns import GROUP, Advertiser, Campaign
from ads.models.counts import CountBatch, DayCount

__all__ = ["GROUP", "Advertiser", "Campaign", "CountBatch", "DayCount"]
