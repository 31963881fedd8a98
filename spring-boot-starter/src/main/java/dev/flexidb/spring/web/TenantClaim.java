package dev.flexidb.spring.web;

import java.security.Principal;
import java.util.Optional;

/** What a request's token says of its tenant. */
interface TenantClaim {

  /** Whether somebody has logged in. */
  boolean isLogin(Principal principal);

  /** The tenant's id; empty if the token does not say. */
  Optional<String> of(Principal principal);
}
