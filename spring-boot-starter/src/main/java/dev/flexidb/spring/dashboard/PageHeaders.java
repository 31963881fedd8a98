package dev.flexidb.spring.dashboard;

import org.springframework.http.HttpHeaders;

/** Keeps a browser from anything that is not the page's own, whatever the page would do. */
final class PageHeaders {

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for"
          + " 'script'";

  private PageHeaders() {}

  static void put(HttpHeaders headers) {
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }
}
