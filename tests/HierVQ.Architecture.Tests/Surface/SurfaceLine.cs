using System.Reflection.Metadata;

namespace HierVQ.Architecture.Tests.Surface;

/// <summary>How a method is spelled in a surface list.</summary>
internal static class SurfaceLine
{
    public static string Method(string type, string name, MethodSignature<string> signature)
    {
        string arity = signature.GenericParameterCount > 0 ? "``" + signature.GenericParameterCount : "";
        return $"M {type}::{name}{arity}({string.Join(',', signature.ParameterTypes)}):{signature.ReturnType}";
    }
}
