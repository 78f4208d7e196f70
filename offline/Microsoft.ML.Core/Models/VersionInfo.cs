using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Who wrote a component's part of a model, and which versions can read it.</summary>
public readonly struct VersionInfo
{
    public readonly ulong ModelSignature;

    public readonly uint VerWrittenCur;

    public readonly uint VerReadableCur;

    public readonly uint VerWeCanReadBack;

    public readonly string LoaderSignature;

    public readonly string LoaderSignatureAlt;

    public readonly string LoaderAssemblyName;

    public VersionInfo(
        string modelSignature,
        uint verWrittenCur,
        uint verReadableCur,
        uint verWeCanReadBack,
        string loaderAssemblyName,
        string loaderSignature = null,
        string loaderSignatureAlt = null)
    {
        Contracts.CheckParam(modelSignature?.Length == 8, nameof(modelSignature), "A model signature has exactly eight characters");
        Contracts.CheckParam(modelSignature.All(c => c <= 0xFF), nameof(modelSignature), "A model signature has characters up to U+00FF only");
        Contracts.CheckParam(verWeCanReadBack <= verWrittenCur && verReadableCur <= verWrittenCur, nameof(verWrittenCur), "Nothing can read versions that nobody has written");
        CheckLoader(loaderSignature, nameof(loaderSignature));
        CheckLoader(loaderSignatureAlt, nameof(loaderSignatureAlt));
        for (int i = 7; i >= 0; i--)
            ModelSignature = (ModelSignature << 8) | (modelSignature[i] == ' ' ? 0u : modelSignature[i]);
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
        LoaderAssemblyName = loaderAssemblyName;
    }

    private static void CheckLoader(string signature, string paramName)
    {
        Contracts.CheckParam(signature is null || signature.Length <= 24, paramName, "A loader signature has at most 24 characters");
        Contracts.CheckParam(signature is null || signature.All(c => c <= 0xFF), paramName, "A loader signature has characters up to U+00FF only");
    }
}
