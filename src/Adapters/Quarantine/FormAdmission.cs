using CdViz.Domain;

namespace CdViz.Adapters;

/// <summary>Admission of bytes that were kept with their headers.</summary>
internal static class FormAdmission
{
    /// <summary>Checks what came in.</summary>
    public static Admission Admit(this Admitter admitter, Incoming from, AdmissionMode mode) => admitter.Admit(from.Form, from.Headers, from.Body, mode);

    /// <summary>Checks bytes by what they are.</summary>
    public static Admission Admit(
        this Admitter admitter, BodyForm form, IReadOnlyDictionary<string, string>? headers, ReadOnlyMemory<byte> body, AdmissionMode mode)
    {
        switch (form)
        {
            case BodyForm.Structured:
                return admitter.Admit(CloudEvents.Structured(body), mode);
            case BodyForm.Binary:
                var named = new Dictionary<string, string>(headers ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
                return admitter.Admit(CloudEvents.Binary(name => named.GetValueOrDefault(name), body), mode);
            default:
                return admitter.Admit(body, mode);
        }
    }
}
