package dev.flexidb.spring.observe.audit;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Mono;

/**
 * Who has done what to which schema: in the log, and as audit events where the actuator is there.
 * Nothing is made before somebody has something to tell.
 */
@AutoConfiguration(after = FlexiDbAutoConfiguration.class)
@ConditionalOnBean(ReactiveFlexiDb.class)
public final class FlexiDbAuditAutoConfiguration {

  @Bean
  @Lazy
  Audits flexiDbAudits(
      ObjectProvider<AuditPrincipal> principal, ObjectProvider<AuditListener> listeners) {
    return new Audits(
        principal.getIfAvailable(() -> Mono::empty), listeners.orderedStream().toList());
  }

  @Bean
  @Lazy
  AuditLog flexiDbAuditLog() {
    return new AuditLog();
  }

  @Bean
  @ConditionalOnBooleanProperty("flexidb.observe.audit-statements")
  StatementAudit flexiDbStatementAudit(ObjectProvider<Audits> audits) {
    return new StatementAudit(audits::getObject);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(AuditApplicationEvent.class)
  static class Events {

    @Bean
    @Lazy
    AuditEvents flexiDbAuditEvents(ApplicationEventPublisher events) {
      return new AuditEvents(events);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ReactiveSecurityContextHolder.class)
  static class Security {

    @Bean
    @Lazy
    @ConditionalOnMissingBean(AuditPrincipal.class)
    LoggedIn flexiDbAuditPrincipal() {
      return new LoggedIn();
    }
  }
}
