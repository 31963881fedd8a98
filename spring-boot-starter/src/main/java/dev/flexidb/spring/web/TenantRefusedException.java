package dev.flexidb.spring.web;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * A request was refused for the tenant that it names, or does not name. Nothing was sent in any
 * tenant. The status and detail are fit for the client: they repeat nothing of the request.
 */
public final class TenantRefusedException extends ResponseStatusException {

  private static final long serialVersionUID = 1L;

  private TenantRefusedException(HttpStatus status, String reason) {
    super(status, reason);
  }

  static TenantRefusedException missing() {
    return new TenantRefusedException(HttpStatus.BAD_REQUEST, "The request names no tenant.");
  }

  static TenantRefusedException ambiguous() {
    return new TenantRefusedException(
        HttpStatus.BAD_REQUEST, "The request names more than one tenant.");
  }

  static TenantRefusedException unknown() {
    return new TenantRefusedException(HttpStatus.NOT_FOUND, "There is no such tenant.");
  }

  static TenantRefusedException late() {
    return new TenantRefusedException(
        HttpStatus.SERVICE_UNAVAILABLE, "The tenant was not found in time. Try again later.");
  }

  static TenantRefusedException forged() {
    return new TenantRefusedException(
        HttpStatus.FORBIDDEN, "The request names a tenant that its token does not.");
  }
}
