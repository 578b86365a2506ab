using System.Reflection;
using JasperFx;
using JasperFx.CodeGeneration.Model;
using Wolverine.Http;
using Wolverine.Http.CodeGen;

namespace CdViz.Api.Http;

/// <summary>A parameter of a registered type is that service. Wolverine would take the first one of a POST for its body.</summary>
internal sealed class ServiceParameters : IParameterStrategy
{
    /// <inheritdoc/>
    public bool TryMatch(HttpChain chain, IServiceContainer container, ParameterInfo parameter, out Variable? variable)
    {
        variable = null;
        return container.Services.GetRequiredService<IServiceProviderIsService>().IsService(parameter.ParameterType);
    }
}
