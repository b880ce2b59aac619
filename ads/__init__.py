"""Ads for visitors and members with Free: campaigns, boxes on pages, counts, reports. Members with Plus have none."""
