package dev.flexidb.spring.web;

import dev.flexidb.spring.tenant.RememberedTenants;
import io.r2dbc.spi.R2dbcBadGrammarException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/**
 * Answers with a status and a problem detail where a database, or the lack of a tenant, refuses a
 * request, and nobody has handled that before. Other errors it leaves to those behind it.
 */
public final class RefusalHandler implements WebExceptionHandler, Ordered {

  /** Before Spring Boot's, which has -1. */
  public static final int ORDER = -2;

  private static final Log LOG = LogFactory.getLog(RefusalHandler.class);

  private final ServerResponse.Context writing;
  private final ObjectProvider<RememberedTenants> tenants;

  RefusalHandler(ServerCodecConfigurer codecs, ObjectProvider<RememberedTenants> tenants) {
    this.writing = new Writing(codecs.getWriters());
    this.tenants = tenants;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
    Optional<ServedTenant> tenant = ServedTenant.of(exchange);
    Optional<Refusal> refusal = Refusal.of(error, tenant);
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(error);
    }
    if (refusal.isEmpty()) {
      return mayMissTable(error) && tenant.isPresent()
          ? unlessThere(tenant.get(), error, exchange)
          : Mono.error(error);
    }
    if (refusal.get().status() == HttpStatus.NOT_FOUND) {
      tenant.ifPresent(gone -> tenants.ifAvailable(known -> known.forget(gone.id())));
    }
    LOG.debug("Refused a request", error);
    return answer(refusal.get(), exchange);
  }

  /** A statement may lose its tables to a DROP that it waited for: was its tenant dropped? */
  private Mono<Void> unlessThere(ServedTenant tenant, Throwable error, ServerWebExchange exchange) {
    RememberedTenants known = tenants.getIfAvailable();
    if (known == null) {
      return Mono.error(error);
    }
    known.forget(tenant.id());
    return known
        .schemaOf(tenant.id())
        .hasElement()
        .onErrorReturn(true)
        .flatMap(there -> there ? Mono.error(error) : answer(Refusal.NO_TENANT, exchange));
  }

  /** What drivers make of a table that is not there, and of other mistakes. */
  private static boolean mayMissTable(Throwable error) {
    return NestedExceptionUtils.getMostSpecificCause(error) instanceof R2dbcBadGrammarException;
  }

  private Mono<Void> answer(Refusal refusal, ServerWebExchange exchange) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(refusal.status(), refusal.detail());
    ServerResponse.BodyBuilder response =
        ServerResponse.status(refusal.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (refusal.retryAfter() != null) {
      response.header(HttpHeaders.RETRY_AFTER, String.valueOf(seconds(refusal.retryAfter())));
    }
    return response.bodyValue(problem).flatMap(complete -> complete.writeTo(exchange, writing));
  }

  /** Whole ones, at least one: zero would ask to come back at once. */
  private static long seconds(Duration time) {
    return Math.max(1, time.plusMillis(999).toSeconds());
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  private record Writing(List<HttpMessageWriter<?>> messageWriters)
      implements ServerResponse.Context {

    @Override
    public List<ViewResolver> viewResolvers() {
      return List.of();
    }
  }
}
