package dev.flexidb.spring.web;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.properties.FlexiDbProperties;
import dev.flexidb.spring.properties.TenantProperties;
import dev.flexidb.spring.tenant.RememberedTenants;
import dev.flexidb.spring.tenant.TenantDatabase;
import dev.flexidb.spring.tenant.TenantLookup;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.web.reactive.DispatcherHandler;

/**
 * What requests of a WebFlux application get: their tenants, and answers where a database refuses.
 */
@AutoConfiguration(
    after = FlexiDbAutoConfiguration.class,
    afterName = "org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration")
@ConditionalOnClass(DispatcherHandler.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(ReactiveFlexiDb.class)
public final class FlexiDbWebAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBooleanProperty(name = "flexidb.web.problems", matchIfMissing = true)
  RefusalHandler flexiDbRefusalHandler(
      ServerCodecConfigurer codecs, ObjectProvider<RememberedTenants> tenants) {
    return new RefusalHandler(codecs, tenants);
  }

  @Bean
  @ConditionalOnBooleanProperty("flexidb.web.causality")
  CausalityWebFilter flexiDbCausalityWebFilter() {
    return new CausalityWebFilter();
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty("flexidb.tenant.claim")
  static class Claims {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(AbstractOAuth2TokenAuthenticationToken.class)
    static class OfTokens {

      @Bean
      @ConditionalOnMissingBean(TenantClaim.class)
      TokenClaim flexiDbTenantClaim(FlexiDbProperties properties) {
        return new TokenClaim(String.valueOf(properties.tenant().claim()));
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Conditional(OnTenantSource.class)
  @ConditionalOnMissingBean(TenantWebFilter.class)
  static class Tenants {

    @Bean
    @ConditionalOnMissingBean
    RememberedTenants flexiDbTenants(
        ObjectProvider<TenantLookup> own,
        ReactiveFlexiDb db,
        DatabaseConfigs configs,
        FlexiDbProperties properties) {
      return new RememberedTenants(
          own.getIfUnique(() -> TenantDatabase.lookup(db, configs, properties)),
          properties.tenant().lookup());
    }

    @Bean
    TenantWebFilter flexiDbTenantWebFilter(
        ObjectProvider<TenantClaim> claim,
        ObjectProvider<TenantResolver> resolvers,
        RememberedTenants tenants,
        FlexiDbProperties properties,
        Environment environment) {
      TenantProperties written = properties.tenant();
      TenantClaim claims = claim.getIfAvailable();
      if (written.claim() != null && claims == null) {
        throw new InvalidConfigurationException(
            "flexidb.tenant.claim is set and nobody verifies tokens; add spring-boot-starter-oauth2-resource-server");
      }
      List<TenantResolver> all = new ArrayList<>(resolvers.orderedStream().toList());
      if (written.pathPattern() != null) {
        all.add(new TenantPath(written.pathPattern()));
      }
      if (!written.subdomain().baseDomains().isEmpty()) {
        all.add(new Subdomain(written.subdomain().baseDomains(), written.subdomain().ignored()));
      }
      if (written.header().enabled()) {
        all.add(new TenantHeader(written.header().name()));
      }
      return new TenantWebFilter(
          new RequestTenant(claims, all),
          tenants,
          Paths.of(written.sharedPaths()),
          Paths.of(OpenPaths.of(written.openPaths(), environment)));
    }
  }
}
