package dev.flexidb.spring.data;

import dev.flexidb.spring.FlexiDbAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;

/** An {@code R2dbcEntityTemplate} for each database, where Spring Data R2DBC is there. */
@AutoConfiguration(
    after = FlexiDbAutoConfiguration.class,
    beforeName = {
      "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
      "org.springframework.boot.data.r2dbc.autoconfigure.DataR2dbcAutoConfiguration"
    })
@ConditionalOnClass(R2dbcEntityTemplate.class)
@Import(EntityTemplateRegistrar.class)
public final class FlexiDbDataAutoConfiguration {}
