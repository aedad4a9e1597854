// Wrong doors, each made in its own way, for RoomTests to find. Nothing here is ever run.

using System.Runtime.InteropServices;
using TesseraGdal.Tests.Architecture.Specimen.Naming;

namespace TesseraGdal.Tests.Architecture.Specimen.Naming
{
    internal class Treasure : Exception
    {
        internal static int Count() => 0;
    }

    internal interface ITreasure;

    internal delegate void Found();

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class TreasureAttribute : Attribute;
}

namespace TesseraGdal.Tests.Architecture.Specimen.Rasters
{
    internal static class Sibling
    {
        internal static int Count() => 0;
    }
}

namespace TesseraGdal.Tests.Architecture.Specimen.Registry
{
    internal static class Registrar
    {
        internal static int Count() => 0;
    }
}

namespace TesseraGdal.Tests.Architecture.Specimen.Formats
{
    internal static class BySibling
    {
        internal static int Count() => Registry.Registrar.Count();
    }
}

namespace TesseraGdal.Tests.Architecture.Specimen
{
    internal static class Commons
    {
        internal static int Count() => 0;
    }
}

namespace TesseraGdal.Tests.Architecture.Specimen.Geometry
{
    internal sealed class ByBaseType : Treasure;

    internal sealed class ByInterface : ITreasure;

    [Treasure]
    internal static class ByAttribute;

    internal sealed class ByField
    {
        internal Treasure? Kept { get; set; }
    }

    internal interface IByNothing
    {
        int Count() => Commons.Count();
    }

    internal static class BySignature
    {
        internal static void Take(Treasure[] treasures) => ArgumentNullException.ThrowIfNull(treasures);
    }

    internal static class ByConstraint
    {
        internal static T Same<T>(T value) where T : Treasure => value;
    }

    internal abstract class ByEvent
    {
        internal abstract event Found? Found;
    }

    internal static class ByCall
    {
        internal static int Count() => Treasure.Count();
    }

    internal static class ByGenericArgument
    {
        internal static object List() => new Dictionary<string, List<Treasure>>();
    }

    internal static class ByLocal
    {
        internal static bool Is(object value)
        {
            Treasure? local = value as Treasure;
            return local is not null && value.Equals(local);
        }
    }

    internal static class ByTypeOf
    {
        internal static Type Type() => typeof(ITreasure);
    }

    internal static class ByCatch
    {
        internal static void Try(Action action)
        {
            try
            {
                action();
            }
            catch (Treasure)
            {
                throw new InvalidOperationException();
            }
        }
    }

    internal static class ByLambda
    {
        internal static Func<int> Later(int start) => () => start + Treasure.Count();
    }

    internal static class ByStateMachine
    {
        internal static async Task<int> CountAsync()
        {
            await Task.Yield();
            return Treasure.Count();
        }
    }
}

namespace TesseraGdal.Tests.Architecture.Specimen.Storage
{
    internal static partial class ByNative
    {
        [DllImport("libgdal_specimen")]
        internal static extern int GDALGetDriverCount();
    }
}
