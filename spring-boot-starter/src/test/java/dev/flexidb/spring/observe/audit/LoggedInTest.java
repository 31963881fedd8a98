package dev.flexidb.spring.observe.audit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.test.StepVerifier;

@DisplayName("S30: who has logged in")
class LoggedInTest {

  private static StepVerifier.FirstStep<String> as(Authentication who) {
    return new LoggedIn()
        .current()
        .contextWrite(ReactiveSecurityContextHolder.withAuthentication(who))
        .as(StepVerifier::create);
  }

  @Test
  void isWhoSpringSecurityKnows() {
    as(new TestingAuthenticationToken("ann", "secret", "ADMIN")).expectNext("ann").verifyComplete();
  }

  @Test
  void isNobodyWhereNobodyHas() {
    new LoggedIn().current().as(StepVerifier::create).verifyComplete();
    as(new TestingAuthenticationToken("ann", "wrong")).verifyComplete();
    as(new AnonymousAuthenticationToken(
            "key", "anonymousUser", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")))
        .verifyComplete();
  }
}
