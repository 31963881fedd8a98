package dev.flexidb.examples.service.tenants;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/tenants")
@Tag(name = "Shops", description = "Tenants that come and go")
class ShopController {

  private final Shops shops;

  ShopController(Shops shops) {
    this.shops = shops;
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(summary = "Sign up a shop", description = "Makes its schema; it can sell at once.")
  Mono<ResponseEntity<Shop>> signUp(@Valid @RequestBody SignUp wanted) {
    return shops
        .signUp(wanted)
        .map(shop -> ResponseEntity.created(URI.create("/t/" + shop.id() + "/orders")).body(shop));
  }

  @GetMapping
  @Operation(summary = "All shops")
  Flux<Shop> all() {
    return shops.all();
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Remove a shop", description = "Drops its schema and all that it sold.")
  Mono<Void> remove(@PathVariable @Pattern(regexp = SignUp.ID) String id) {
    return shops.remove(id);
  }
}
