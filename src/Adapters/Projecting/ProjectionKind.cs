namespace CdViz.Adapters.Projecting;

/// <summary>The parts of the engine that differ from one kind of projection to another.</summary>
internal static class ProjectionKind
{
    /// <summary>Applies pages to a generation.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="consecutive">True when the pages follow each other and the first that is not committed is the last.</param>
    public static IPageApplier Pages(Projection projection, Generation generation, bool consecutive) =>
        projection.Accept(new PageVisitor(generation, consecutive));

    /// <summary>Fills a generation from nothing.</summary>
    public static IGenerationFill Fill(Projection projection, Generation generation) => projection.Accept(new FillVisitor(generation));

    private sealed class PageVisitor(Generation generation, bool consecutive) : IProjectionVisitor<IPageApplier>
    {
        public IPageApplier Visit<TRow>(Fold<TRow> fold) where TRow : class => new FoldPage<TRow>(fold, generation, consecutive);

        public IPageApplier Visit(SqlProjection statement) => new SqlStatement(statement, generation);
    }

    private sealed class FillVisitor(Generation generation) : IProjectionVisitor<IGenerationFill>
    {
        public IGenerationFill Visit<TRow>(Fold<TRow> fold) where TRow : class => new GenerationFill<TRow>(fold, generation);

        public IGenerationFill Visit(SqlProjection statement) => new SqlFill(statement, generation);
    }
}
