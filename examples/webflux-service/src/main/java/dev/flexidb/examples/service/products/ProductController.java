package dev.flexidb.examples.service.products;

import dev.flexidb.examples.service.web.Text;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/t/{tenant}/products")
@Tag(name = "Products", description = "What a shop sells")
class ProductController {

  private final Products products;

  ProductController(Products products) {
    this.products = products;
  }

  @GetMapping
  @Operation(summary = "All products of the shop")
  Flux<Product> all(@PathVariable String tenant) {
    return products.all();
  }

  @GetMapping("/{sku}")
  @Operation(summary = "One product")
  Mono<Product> one(
      @PathVariable String tenant, @PathVariable @Pattern(regexp = Text.SKU) String sku) {
    return products
        .get(sku)
        .switchIfEmpty(
            Mono.error(
                () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No such product.")));
  }

  @PutMapping("/{sku}")
  @Operation(summary = "Offer a product, or change it")
  Mono<Product> put(
      @PathVariable String tenant,
      @PathVariable @Pattern(regexp = Text.SKU) String sku,
      @Valid @RequestBody Offer offer) {
    return products.put(sku, offer);
  }
}
