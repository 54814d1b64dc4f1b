{#
Models whose rows are kept from build to build, in a database of their own: what a version's text and mentions alone
decide. A version is worked on where it is new, or where the snapshot that it was first seen in was read again; the columns
version_id and snapshot_fingerprint of `versions` identify it. The rows of versions that are gone go too.
`orchestration/transform/work_database.py` forgets all of them when the program changes.
#}
{% macro is_not_cached(versions) -%}
{%- if is_incremental() -%}
not exists (
        select 1
        from {{ this }} as cached
        where
            cached.version_id = {{ versions }}.version_id
            and cached.snapshot_fingerprint = {{ versions }}.snapshot_fingerprint
    )
{%- else -%}
true
{%- endif -%}
{%- endmacro %}

{% macro forget_versions(versions) -%}
delete from {{ this }}
where (version_id, snapshot_fingerprint) not in (select (version_id, snapshot_fingerprint) from {{ versions }})
{%- endmacro %}
