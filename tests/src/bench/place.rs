//! Where the benchmarks keep their files, how much they measure, and what several rows stand on.

use super::city::City;
use super::failure::BenchError;
use super::grid::Grid;
use std::cell::{RefCell, RefMut};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The place of one run; dropped, its files are gone.
pub(super) struct Place {
    quick: bool,
    /// Before the directory: they are closed before it is removed.
    grid: RefCell<Option<Grid>>,
    city: RefCell<Option<City>>,
    directory: TempDir,
}

impl Place {
    /// Makes a directory below this one, or beside the programs that cargo built: on a disk, which the system's
    /// directory for temporary files may not be.
    pub(super) fn make(below: Option<&Path>, quick: bool) -> Result<Self, BenchError> {
        let own = std::env::current_exe().map_err(|_| BenchError::System("the program's own path"))?;
        let built = own.parent().and_then(Path::parent).unwrap_or(Path::new("."));
        let below = below.unwrap_or(built);
        let directory = tempfile::Builder::new().prefix("bench-").tempdir_in(below);
        let directory = directory.map_err(BenchError::file(below))?;
        Ok(Self { quick, grid: RefCell::default(), city: RefCell::default(), directory })
    }

    pub(super) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Whether only to see that everything runs.
    pub(super) fn is_quick(&self) -> bool {
        self.quick
    }

    /// So many, or few if it is to be quick.
    pub(super) fn many(&self, full: usize, quick: usize) -> usize {
        if self.quick { quick } else { full }
    }

    /// A new directory.
    pub(super) fn directory(&self, name: &str) -> Result<PathBuf, BenchError> {
        let path = self.path().join(name);
        std::fs::create_dir_all(&path).map_err(BenchError::file(&path))?;
        Ok(path)
    }

    /// The grid whose phones are measured; made when it is first needed.
    pub(super) fn grid(&self) -> Result<RefMut<'_, Grid>, BenchError> {
        let mut grid = self.grid.borrow_mut();
        if grid.is_none() {
            *grid = Some(Grid::found(self)?);
        }
        RefMut::filter_map(grid, Option::as_mut).map_err(|_| BenchError::System("the grid"))
    }

    /// The city's office; made when it is first needed.
    pub(super) fn city(&self) -> Result<RefMut<'_, City>, BenchError> {
        let mut city = self.city.borrow_mut();
        if city.is_none() {
            *city = Some(City::found(self)?);
        }
        RefMut::filter_map(city, Option::as_mut).map_err(|_| BenchError::System("the city"))
    }
}
