package dev.flexidb.spring.dashboard;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.flexidb.spring.dashboard.PageFiles.PageFile;
import dev.flexidb.spring.observe.Failure;
import dev.flexidb.spring.properties.DashboardProperties;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The page, what it is told, and the tenants that it asks for. Nothing can be changed by it. */
final class DashboardRoutes {

  private static final Log LOG = LogFactory.getLog(DashboardRoutes.class);
  private static final JsonWriter<Map<String, @Nullable Object>> JSON = JsonWriter.standard();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_SEARCH = 200;
  private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENT =
      new ParameterizedTypeReference<>() {};

  private final PageFiles files;
  private final Feed feed;
  private final TenantPages tenants;

  DashboardRoutes(PageFiles files, Feed feed, TenantPages tenants) {
    this.files = files;
    this.feed = feed;
    this.tenants = tenants;
  }

  RouterFunction<ServerResponse> routes() {
    String path = DashboardProperties.PATH;
    return route()
        .GET(path, request -> toFolder())
        .GET(path + "/", request -> file(request, PageFiles.INDEX))
        .GET(path + "/live", request -> live())
        .GET(path + "/tenants", this::tenants)
        .GET(path + "/{file}", request -> file(request, request.pathVariable("file")))
        .build();
  }

  /** Relative, so that it is right behind any proxy; as all links of the page are. */
  private static Mono<ServerResponse> toFolder() {
    String last = DashboardProperties.PATH.substring(1);
    return ServerResponse.status(HttpStatus.FOUND).location(URI.create(last + "/")).build();
  }

  private Mono<ServerResponse> file(ServerRequest request, String name) {
    return files
        .named(name)
        .map(
            file ->
                request.checkNotModified(file.etag()).switchIfEmpty(Mono.defer(() -> whole(file))))
        .orElseGet(() -> ServerResponse.notFound().build());
  }

  private static Mono<ServerResponse> whole(PageFile file) {
    return ServerResponse.ok()
        .headers(PageHeaders::put)
        .cacheControl(CacheControl.noCache())
        .eTag(file.etag())
        .contentType(file.type())
        .bodyValue(file.text());
  }

  private Mono<ServerResponse> live() {
    if (!feed.admits()) {
      return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE)
          .header(HttpHeaders.RETRY_AFTER, "10")
          .build();
    }
    return ServerResponse.ok()
        .headers(PageHeaders::put)
        .cacheControl(CacheControl.noStore())
        // Or a proxy would keep events until it has enough of them.
        .header("X-Accel-Buffering", "no")
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .body(feed.events(), EVENT);
  }

  private Mono<ServerResponse> tenants(ServerRequest request) {
    String search = request.queryParam("search").orElse("").strip();
    return tenants
        .page(
            request.queryParam("database").orElse(""),
            search.substring(0, Math.min(search.length(), LONGEST_SEARCH)),
            number(request.queryParam("page").orElse("1")))
        .timeout(PATIENCE)
        .map(page -> JSON.writeToString(FleetJson.of(page)))
        .flatMap(
            json ->
                ServerResponse.ok()
                    .headers(PageHeaders::put)
                    .cacheControl(CacheControl.noStore())
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(json))
        .switchIfEmpty(Mono.defer(() -> ServerResponse.notFound().build()))
        .onErrorResume(
            Exception.class,
            unanswered -> {
              LOG.warn("The tenants could not be asked for: " + Failure.told(unanswered));
              return ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE).build();
            });
  }

  private static int number(String page) {
    try {
      return Math.max(1, Integer.parseInt(page));
    } catch (NumberFormatException none) {
      return 1;
    }
  }
}
