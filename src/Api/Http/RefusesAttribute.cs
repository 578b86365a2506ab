using JasperFx.CodeGeneration;
using Wolverine.Http;

namespace CdViz.Api.Http;

/// <summary>The statuses that an endpoint refuses with, for <c>/openapi/v1.json</c>; beside 400 and 503 of its query, and 401 and 403.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RefusesAttribute(params int[] statuses) : ModifyHttpChainAttribute
{
    /// <summary>The statuses.</summary>
    public IReadOnlyList<int> Statuses => statuses;

    /// <inheritdoc/>
    public override void Modify(HttpChain chain, GenerationRules rules)
    {
        foreach (var status in statuses)
        {
            chain.Metadata.ProducesProblem(status);
        }
    }
}
