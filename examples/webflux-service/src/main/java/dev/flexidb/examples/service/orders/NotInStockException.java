package dev.flexidb.examples.service.orders;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** There are not so many of a product; nothing was ordered. */
final class NotInStockException extends ResponseStatusException {

  private static final long serialVersionUID = 1L;

  NotInStockException(NewOrder.Line line) {
    super(
        HttpStatus.CONFLICT,
        "There are no %d of \"%s\" in stock; nothing was ordered."
            .formatted(line.quantity(), line.sku()));
  }
}
