package dev.flexidb.examples.service.web;

import dev.flexidb.migrate.DuplicateSchemaException;
import dev.flexidb.migrate.NoTenantException;
import dev.flexidb.migrate.SchemaBusyException;
import java.util.List;
import java.util.Map;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
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
    invalid
        .getBody()
        .setProperty(
            "errors",
            invalid.getFieldErrors().stream()
                .map(error -> named(error.getField(), error))
                .toList());
    return handleExceptionInternal(invalid, null, headers, status, exchange);
  }

  /** The same where there are rules for parameters, too. */
  @Override
  protected Mono<ResponseEntity<Object>> handleHandlerMethodValidationException(
      HandlerMethodValidationException invalid,
      HttpHeaders headers,
      HttpStatusCode status,
      ServerWebExchange exchange) {
    List<Map<String, String>> fields =
        invalid.getParameterValidationResults().stream()
            .flatMap(
                parameter -> {
                  String name = String.valueOf(parameter.getMethodParameter().getParameterName());
                  return parameter.getResolvableErrors().stream()
                      .map(
                          error ->
                              named(
                                  error instanceof FieldError field ? field.getField() : name,
                                  error));
                })
            .toList();
    invalid.getBody().setProperty("errors", fields);
    return handleExceptionInternal(invalid, null, headers, status, exchange);
  }

  private static Map<String, String> named(String field, MessageSourceResolvable error) {
    return Map.of("field", field, "message", String.valueOf(error.getDefaultMessage()));
  }

  @ExceptionHandler({DuplicateKeyException.class, DuplicateSchemaException.class})
  ProblemDetail taken() {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, "The id is taken.");
  }

  /** Somebody else has removed it in the same moment. */
  @ExceptionHandler(NoTenantException.class)
  ProblemDetail gone() {
    return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no such shop.");
  }

  @ExceptionHandler(SchemaBusyException.class)
  ProblemDetail busy() {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.CONFLICT, "The shop is being used. Try again later.");
  }
}
