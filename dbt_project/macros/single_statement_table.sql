{#
A model as a table, in one statement. Nobody reads the database while dbt builds it, since what is published is a file
of its own, so the table needs no other name until it is whole, and what stands there already is replaced by it.
A contract is checked against the table itself. All descriptions are written at once; a description of a column that
does not exist is an error.
#}
{% materialization single_statement_table, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing is not none and not existing.is_table -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        create or replace table {{ relation }} as (
            {{ compiled_code }}
        )
    {%- endcall -%}
    {%- if config.get('contract').enforced -%}
        {%- do assert_columns_equivalent('from ' ~ relation) -%}
    {%- endif -%}
    {%- if config.persist_relation_docs() -%}
        {%- do run_query(comments(relation, model)) -%}
    {%- endif -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{# What a model and its columns mean, as comments in the database. #}
{% macro comments(relation, model) -%}
comment on table {{ relation }} is {{ duckdb_escape_comment(model.description) }};
{% for column in model.columns.values() if column.description -%}
comment on column {{ relation }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
{% endfor %}
{%- endmacro %}
