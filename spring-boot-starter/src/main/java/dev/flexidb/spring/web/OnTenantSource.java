package dev.flexidb.spring.web;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether requests have tenants: something is said of where they are named. */
final class OnTenantSource extends AnyNestedCondition {

  OnTenantSource() {
    super(ConfigurationPhase.REGISTER_BEAN);
  }

  @ConditionalOnProperty("flexidb.tenant.claim")
  static class ByClaim {}

  @ConditionalOnProperty("flexidb.tenant.path-pattern")
  static class ByPath {}

  @ConditionalOnBooleanProperty("flexidb.tenant.header.enabled")
  static class ByHeader {}

  @Conditional(OnBaseDomains.class)
  static class BySubdomain {}

  @ConditionalOnBean(TenantResolver.class)
  static class ByBean {}

  static final class OnBaseDomains implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return !Binder.get(context.getEnvironment())
          .bind("flexidb.tenant.subdomain.base-domains", Bindable.listOf(String.class))
          .orElseGet(List::of)
          .isEmpty();
    }
  }
}
