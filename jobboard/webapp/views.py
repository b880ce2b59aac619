"""Views of the app: manifest, service worker, the page without a network, shared links, proof for Android."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from jobboard.webapp import share as sharing
from jobboard.webapp.manifest import manifest as build_manifest
from jobboard.webapp.worker import worker_script
from jobs.tracker.forms import OPEN_STAGES, OUTCOMES
from toolkit import page_cache

AN_HOUR = cache_control(public=True, max_age=60 * 60)


@require_safe
@AN_HOUR
def manifest(request: HttpRequest) -> HttpResponse:
    return JsonResponse(build_manifest(), content_type="application/manifest+json")


@require_safe
@conditional_page
@cache_control(public=True, no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Serves the service worker. Browsers ask for it again each time, so a release reaches them with the next page."""
    return HttpResponse(
        worker_script(), content_type="text/javascript; charset=utf-8", headers={"Service-Worker-Allowed": "/"}
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shows what is kept on the device. Browsers keep this page, and show it where a page can't be loaded. The lists come
    from the device, so it's the same for everyone."""
    context = {"open_stages": OPEN_STAGES, "outcomes": OUTCOMES}
    return page_cache.share(render(request, "app/offline.html", context))


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """Receives what was shared with the app: leads to the page or the job, or offers what to do with it."""
    title, text, url = (request.GET.get(name, "")[:2000] for name in ("title", "text", "url"))
    shared = sharing.shared_by(title, text, url)
    if path := sharing.page_of_ours(request, shared.link):
        return redirect(path)
    if job := sharing.same_job(shared.link, now=timezone.now()):
        return redirect(job)
    response = render(request, "app/share.html", {"shared": shared})
    add_never_cache_headers(response)
    return response


@require_safe
@AN_HOUR
def asset_links(request: HttpRequest) -> HttpResponse:
    """Names the Android app that may show this site without an address bar
    (https://developer.android.com/training/app-links/verify-android-applinks); 404 without one."""
    if not settings.ANDROID_APP["package"]:
        raise Http404
    target = {
        "namespace": "android_app",
        "package_name": settings.ANDROID_APP["package"],
        "sha256_cert_fingerprints": settings.ANDROID_APP["fingerprints"],
    }
    statement = {"relation": ["delegate_permission/common.handle_all_urls"], "target": target}
    return JsonResponse([statement], safe=False)
