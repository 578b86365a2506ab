namespace CdViz.Domain.Translating;

/// <summary>What a translator made of something.</summary>
public abstract record Translation
{
    private Translation() { }

    /// <summary>It says this; at least one.</summary>
    /// <param name="All">In the order in which it was said.</param>
    public sealed record Statements(IReadOnlyList<Statement> All) : Translation;

    /// <summary>It has no meaning in CDEvents, and that is on purpose.</summary>
    /// <param name="Why">In words.</param>
    public sealed record Nothing(string Why) : Translation;

    /// <summary>It could not be translated.</summary>
    /// <param name="Why">In words: what is missing or wrong, and where.</param>
    public sealed record Failed(string Why) : Translation
    {
        /// <summary>Whether to try again later: what is asked for help is away.</summary>
        public bool MayPass { get; init; }
    }
}

/// <summary>Turns what one tool says into CDEvents. The same input always gives the same.</summary>
public interface ITranslator
{
    /// <summary>Its name in settings: <c>github</c>.</summary>
    string Name { get; }

    /// <summary>Translates.</summary>
    /// <exception cref="NotTranslatedException">Something that is needed is missing or wrong.</exception>
    Translation Translate(Incoming incoming);
}

/// <summary>Something cannot be translated; the message says what is missing or wrong, and where.</summary>
public sealed class NotTranslatedException(string message) : Exception(message);
