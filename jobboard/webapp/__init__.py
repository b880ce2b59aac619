"""The site as an app: manifest, service worker, pages without a network, shared links, an Android app's proof."""
