using CdViz.Projections;

namespace CdViz.Adapters;

/// <summary>The parts of the engine that differ from one kind of projection to another.</summary>
internal static class ProjectionKind
{
    /// <summary>Applies pages to a generation.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="schema">The generation's schema.</param>
    /// <param name="consecutive">True when the pages follow each other and the first that is not committed is the last.</param>
    public static IPageApplier Pages(Projection projection, string schema, bool consecutive) => projection.Accept(new PageVisitor(schema, consecutive));

    /// <summary>Fills a generation from nothing.</summary>
    public static IGenerationFill Fill(Projection projection, string schema) => projection.Accept(new FillVisitor(schema));

    private sealed class PageVisitor(string schema, bool consecutive) : IProjectionVisitor<IPageApplier>
    {
        public IPageApplier Visit<TRow>(Fold<TRow> fold) where TRow : class => new FoldPage<TRow>(fold, schema, consecutive);

        public IPageApplier Visit(SqlProjection statement) => new SqlStatement(statement, schema);
    }

    private sealed class FillVisitor(string schema) : IProjectionVisitor<IGenerationFill>
    {
        public IGenerationFill Visit<TRow>(Fold<TRow> fold) where TRow : class => new GenerationFill<TRow>(fold, schema);

        public IGenerationFill Visit(SqlProjection statement) => new SqlFill(statement, schema);
    }
}
