using CdViz.Projections;

namespace CdViz.Adapters;

/// <summary>The parts of the engine that know a projection's row type.</summary>
internal static class FoldEngine
{
    /// <summary>Applies pages to a generation.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="schema">The generation's schema.</param>
    /// <param name="consecutive">True when the pages follow each other and the first that is not committed is the last.</param>
    public static IPageApplier Pages(Projection projection, string schema, bool consecutive) => projection.Accept(new PageVisitor(schema, consecutive));

    /// <summary>Fills a generation from nothing.</summary>
    public static IGenerationFill Fill(Projection projection, string schema) => projection.Accept(new FillVisitor(schema));

    /// <summary>The names of a projection's tables.</summary>
    public static IReadOnlyList<string> Tables(Projection projection) => projection.Accept(new TablesVisitor());

    private sealed class PageVisitor(string schema, bool consecutive) : IProjectionVisitor<IPageApplier>
    {
        public IPageApplier Visit<TRow>(Fold<TRow> fold) where TRow : class => new FoldPage<TRow>(fold, schema, consecutive);
    }

    private sealed class FillVisitor(string schema) : IProjectionVisitor<IGenerationFill>
    {
        public IGenerationFill Visit<TRow>(Fold<TRow> fold) where TRow : class => new GenerationFill<TRow>(fold, schema);
    }

    private sealed class TablesVisitor : IProjectionVisitor<IReadOnlyList<string>>
    {
        public IReadOnlyList<string> Visit<TRow>(Fold<TRow> fold) where TRow : class => fold.Facts is { } facts ? [fold.Table, facts.Table] : [fold.Table];
    }
}
