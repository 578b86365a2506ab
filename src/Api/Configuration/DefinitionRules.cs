using FluentValidation;

namespace CdViz.Api.Configuration;

/// <summary>What is allowed of a definition of the metrics.</summary>
internal sealed class DefinitionRules : AbstractValidator<DefinitionSettings>
{
    /// <summary>The rules.</summary>
    public DefinitionRules()
    {
        RuleFor(definition => definition.Name).Matches(@"^[a-z][a-z0-9-]{0,39}\z").WithMessage("a lower-case letter, then up to 39 letters, digits and hyphens");
        RuleFor(definition => definition.AttributionWindow).InclusiveBetween(TimeSpan.Zero, TimeSpan.FromDays(36_500)).WithMessage("a time span from 0 to 36500 days");
        RuleFor(definition => definition.RecoveryFrom).Must(word => DoraDefinition.AllRecoveryStarts.Contains(word))
            .WithMessage(string.Join(", ", DoraDefinition.AllRecoveryStarts));
        Words(definition => definition.LeadSteps, DoraDefinition.AllLeadSteps);
        Words(definition => definition.IncidentRules, DoraDefinition.AllIncidentRules);
        Words(definition => definition.FailureRules, DoraDefinition.AllFailureRules);
        Words(definition => definition.ReworkRules, DoraDefinition.AllReworkRules);
    }

    private void Words(System.Linq.Expressions.Expression<Func<DefinitionSettings, IEnumerable<string>>> list, IReadOnlyList<string> allowed) =>
        RuleForEach(list).Must(word => allowed.Contains(word)).WithMessage(string.Join(", ", allowed));
}
