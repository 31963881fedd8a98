package dev.flexidb.spring.web;

import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/** A claim of a token that Spring Security has verified: a JWT, an opaque one, or a login. */
record TokenClaim(String name) implements TenantClaim {

  @Override
  public boolean isLogin(Principal principal) {
    return !(principal instanceof AnonymousAuthenticationToken);
  }

  @Override
  public Optional<String> of(Principal principal) {
    return Optional.ofNullable(claims(principal).get(name))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(id -> !id.isBlank());
  }

  private static Map<String, Object> claims(Principal principal) {
    if (principal instanceof AbstractOAuth2TokenAuthenticationToken<?> token) {
      return token.getTokenAttributes();
    }
    return principal instanceof Authentication authentication
            && authentication.getPrincipal() instanceof OAuth2AuthenticatedPrincipal user
        ? user.getAttributes()
        : Map.of();
  }
}
