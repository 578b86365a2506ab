using Acornima.Ast;
using Jint;

namespace CdViz.Adapters.Translators;

/// <summary>Reads scripts, and refuses what nothing bounds once it runs.</summary>
internal static class ScriptCode
{
    /// <summary>A script, ready to be run often.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="file">What it is called in what goes wrong.</param>
    /// <exception cref="ScriptException">It cannot be read, or has a generator.</exception>
    public static Prepared<Script> Read(string code, string file)
    {
        try
        {
            var script = Engine.PrepareScript(code, file, strict: true);
            return Yield(script.Program!) is { } place
                ? throw new ScriptException($"{file}:{place.Location.Start.Line}:{place.Location.Start.Column + 1}: a generator ('yield') is not allowed.")
                : script;
        }
        catch (ScriptPreparationException fault)
        {
            throw new ScriptException($"{file}: {fault.InnerException?.Message ?? fault.Message}");
        }
    }

    // One that yields what it gives itself is not bounded by what bounds functions, and takes minutes to be left again.
    private static Node? Yield(Node program)
    {
        for (var left = new Stack<Node>([program]); left.TryPop(out var node);)
        {
            if (node is YieldExpression)
            {
                return node;
            }

            foreach (var child in node.ChildNodes)
            {
                left.Push(child);
            }
        }

        return null;
    }
}
