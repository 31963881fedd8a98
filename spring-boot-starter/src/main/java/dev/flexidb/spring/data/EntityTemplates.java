package dev.flexidb.spring.data;

import dev.flexidb.Database;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.data.r2dbc.convert.MappingR2dbcConverter;
import org.springframework.data.r2dbc.convert.R2dbcConverter;
import org.springframework.data.r2dbc.convert.R2dbcCustomConversions;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.r2dbc.dialect.DialectResolver;
import org.springframework.data.r2dbc.dialect.R2dbcDialect;
import org.springframework.data.r2dbc.mapping.R2dbcMappingContext;
import org.springframework.data.relational.core.mapping.DefaultNamingStrategy;
import org.springframework.data.relational.core.mapping.NamingStrategy;
import org.springframework.r2dbc.core.DatabaseClient;

/**
 * Makes templates, each with the dialect of its database. The default database's has the
 * application's converter, as with Spring Boot alone; another one's has the {@code R2dbcConverter}
 * or {@code R2dbcCustomConversions} that is qualified by its name, or else those of the dialect.
 */
final class EntityTemplates {

  private EntityTemplates() {}

  static R2dbcEntityTemplate template(
      Database database,
      DatabaseClient client,
      boolean primary,
      ObjectProvider<R2dbcConverter> converters,
      ObjectProvider<NamingStrategy> naming,
      BeanFactory beans) {
    R2dbcDialect dialect = DialectResolver.getDialect(database);
    R2dbcConverter converter = qualified(R2dbcConverter.class, database, beans);
    if (converter == null && primary) {
      converter = converters.getIfUnique();
    }
    return new R2dbcEntityTemplate(
        client, dialect, converter == null ? made(database, dialect, naming, beans) : converter);
  }

  private static R2dbcConverter made(
      Database database,
      R2dbcDialect dialect,
      ObjectProvider<NamingStrategy> naming,
      BeanFactory beans) {
    R2dbcCustomConversions own = qualified(R2dbcCustomConversions.class, database, beans);
    R2dbcCustomConversions conversions =
        own == null ? R2dbcCustomConversions.of(dialect, List.of()) : own;
    R2dbcMappingContext mapping =
        new R2dbcMappingContext(naming.getIfUnique(() -> DefaultNamingStrategy.INSTANCE));
    mapping.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
    mapping.afterPropertiesSet();
    return new MappingR2dbcConverter(mapping, conversions);
  }

  private static <T> @Nullable T qualified(Class<T> type, Database database, BeanFactory beans) {
    try {
      return BeanFactoryAnnotationUtils.qualifiedBeanOfType(beans, type, database.name());
    } catch (NoUniqueBeanDefinitionException several) {
      throw several;
    } catch (NoSuchBeanDefinitionException none) {
      return null;
    }
  }
}
