package dev.flexidb.examples.service.web;

import dev.flexidb.migrate.DuplicateSchemaException;
import dev.flexidb.migrate.SchemaBusyException;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * How the service says no, as problem details. What concerns tenants and databases that do not
 * answer, the starter says.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

  /** Names the fields that are not as they have to be. */
  @Override
  protected Mono<ResponseEntity<Object>> handleWebExchangeBindException(
      WebExchangeBindException invalid,
      HttpHeaders headers,
      HttpStatusCode status,
      ServerWebExchange exchange) {
    List<Map<String, String>> fields =
        invalid.getFieldErrors().stream()
            .map(
                error ->
                    Map.of(
                        "field",
                        error.getField(),
                        "message",
                        String.valueOf(error.getDefaultMessage())))
            .toList();
    invalid.getBody().setProperty("errors", fields);
    return handleExceptionInternal(invalid, null, headers, status, exchange);
  }

  @ExceptionHandler({DuplicateKeyException.class, DuplicateSchemaException.class})
  ProblemDetail taken() {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The id is taken.");
  }

  @ExceptionHandler(SchemaBusyException.class)
  ProblemDetail busy() {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.CONFLICT, "The shop is being used. Try again later.");
  }
}
