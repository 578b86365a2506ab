using Microsoft.Extensions.Logging;

namespace CdViz.Adapters.Translators;

/// <summary>Something that translates: one of the program's own, a script, or a function that is asked over HTTP.</summary>
public abstract class Translator
{
    /// <summary>Its name in settings.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it may take long, so that its entries are not to hold up those of others.</summary>
    public virtual bool MayTakeLong => true;

    /// <summary>Translates. What goes wrong is an outcome as well.</summary>
    public abstract ValueTask<Translation> TranslateAsync(Incoming incoming, CancellationToken ct);
}

/// <summary>One of the program's own.</summary>
/// <param name="inner">It.</param>
/// <param name="logger">Where its faults are told.</param>
internal sealed class BuiltInTranslator(ITranslator inner, ILogger logger) : Translator
{
    /// <inheritdoc/>
    public override string Name => inner.Name;

    /// <inheritdoc/>
    public override bool MayTakeLong => false;

    /// <inheritdoc/>
    public override ValueTask<Translation> TranslateAsync(Incoming incoming, CancellationToken ct)
    {
        try
        {
            return new(inner.Translate(incoming));
        }
        catch (NotTranslatedException fault)
        {
            return new(new Translation.Failed(fault.Message));
        }
        catch (Exception fault)
        {
            // A mistake of ours, which costs this entry alone.
            logger.LogError(fault, "The translator {Name} failed", Name);
            return new(new Translation.Failed("The translator failed; the server's log has the reason."));
        }
    }
}
